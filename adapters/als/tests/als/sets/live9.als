<?xml version="1.0" encoding="UTF-8"?>
<Ableton MajorVersion="4" MinorVersion="9.5_327" Creator="Ableton Live 9.7.7" Revision="">
	<LiveSet>
		<Tracks>
			<GroupTrack Id="10">
				<LomId Value="0" />
				<Name>
					<EffectiveName Value="Rhythm" />
					<UserName Value="Rhythm" />
					<Annotation Value="" />
				</Name>
				<ColorIndex Value="154" />
				<TrackGroupId Value="-1" />
				<Freeze Value="false" />
				<DeviceChain>
					<AudioOutputRouting>
						<Target Value="AudioOut/Master" />
					</AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0">
								<Send>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="0.0003162277571" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="0.0003162277571" />
									<MidiControllerRange>
										<Min Value="0.0003162277571" />
										<Max Value="1" />
									</MidiControllerRange>
									<AutomationTarget Id="127">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5127">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</Send>
								<Active Value="true" />
							</TrackSendHolder>
						</Sends>
						<Speaker>
							<ArrangerAutomation>
								<Events>
									<BoolEvent Time="-63072000" Value="true" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="true" />
							<AutomationTarget Id="128">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<MidiCCOnOffThresholds>
								<Min Value="64" />
								<Max Value="127" />
							</MidiCCOnOffThresholds>
						</Speaker>
						<SoloSink Value="false" />
						<Pan>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0" />
							<MidiControllerRange>
								<Min Value="-1" />
								<Max Value="1" />
							</MidiControllerRange>
							<AutomationTarget Id="129">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5129">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Pan>
						<Volume>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0.8912509084" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0.8912509084" />
							<MidiControllerRange>
								<Min Value="0.0003162277571" />
								<Max Value="1.99526238" />
							</MidiControllerRange>
							<AutomationTarget Id="130">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5130">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Volume>
					</Mixer>
					<DeviceChain>
						<Devices />
					</DeviceChain>
				</DeviceChain>
			</GroupTrack>
			<MidiTrack Id="11">
				<LomId Value="0" />
				<Name>
					<EffectiveName Value="Drums" />
					<UserName Value="Drums" />
					<Annotation Value="" />
				</Name>
				<ColorIndex Value="154" />
				<TrackGroupId Value="10" />
				<Freeze Value="false" />
				<DeviceChain>
					<AudioOutputRouting>
						<Target Value="AudioOut/GroupTrack" />
					</AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0">
								<Send>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="0.1258925412" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="0.1258925412" />
									<MidiControllerRange>
										<Min Value="0.0003162277571" />
										<Max Value="1" />
									</MidiControllerRange>
									<AutomationTarget Id="115">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5115">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</Send>
								<Active Value="true" />
							</TrackSendHolder>
						</Sends>
						<Speaker>
							<ArrangerAutomation>
								<Events>
									<BoolEvent Time="-63072000" Value="true" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="true" />
							<AutomationTarget Id="116">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<MidiCCOnOffThresholds>
								<Min Value="64" />
								<Max Value="127" />
							</MidiCCOnOffThresholds>
						</Speaker>
						<SoloSink Value="false" />
						<Pan>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0" />
							<MidiControllerRange>
								<Min Value="-1" />
								<Max Value="1" />
							</MidiControllerRange>
							<AutomationTarget Id="117">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5117">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Pan>
						<Volume>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0.5011872336" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0.5011872336" />
							<MidiControllerRange>
								<Min Value="0.0003162277571" />
								<Max Value="1.99526238" />
							</MidiControllerRange>
							<AutomationTarget Id="118">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5118">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Volume>
					</Mixer>
					<MainSequencer>
						<ClipSlotList>
							<ClipSlot Id="0">
								<LomId Value="0" />
								<ClipSlot>
									<Value>
										<MidiClip Time="0">
											<CurrentStart Value="0" />
											<CurrentEnd Value="4" />
											<Loop>
												<LoopStart Value="0" />
												<LoopEnd Value="4" />
												<StartRelative Value="0" />
												<LoopOn Value="true" />
												<OutMarker Value="4" />
												<HiddenLoopStart Value="0" />
												<HiddenLoopEnd Value="4" />
											</Loop>
											<Name Value="Beat" />
											<Annotation Value="" />
											<ColorIndex Value="14" />
											<LaunchMode Value="0" />
											<LaunchQuantisation Value="0" />
											<TimeSignature>
												<TimeSignatures>
													<RemoteableTimeSignature>
														<Numerator Value="4" />
														<Denominator Value="4" />
														<Time Value="0" />
													</RemoteableTimeSignature>
												</TimeSignatures>
											</TimeSignature>
											<Legato Value="false" />
											<Disabled Value="false" />
											<Notes>
												<KeyTracks>
													<KeyTrack>
														<Notes>
															<MidiNoteEvent Time="1" Duration="0.25" Velocity="96" OffVelocity="64" IsEnabled="true" />
															<MidiNoteEvent Time="3" Duration="0.25" Velocity="80" OffVelocity="40" IsEnabled="false" />
														</Notes>
														<MidiKey Value="38" />
													</KeyTrack>
													<KeyTrack>
														<Notes>
															<MidiNoteEvent Time="0" Duration="0.25" Velocity="127" OffVelocity="64" IsEnabled="true" />
															<MidiNoteEvent Time="2" Duration="0.25" Velocity="120" OffVelocity="64" IsEnabled="true" />
														</Notes>
														<MidiKey Value="36" />
													</KeyTrack>
												</KeyTracks>
											</Notes>
										</MidiClip>
									</Value>
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="1">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="2">
								<LomId Value="0" />
								<ClipSlot>
									<Value>
										<MidiClip Time="0">
											<CurrentStart Value="0" />
											<CurrentEnd Value="3" />
											<Loop>
												<LoopStart Value="0" />
												<LoopEnd Value="3" />
												<StartRelative Value="0" />
												<LoopOn Value="false" />
												<OutMarker Value="3" />
												<HiddenLoopStart Value="0" />
												<HiddenLoopEnd Value="4" />
											</Loop>
											<Name Value="Fill &amp; stop" />
											<Annotation Value="" />
											<ColorIndex Value="3" />
											<LaunchMode Value="2" />
											<LaunchQuantisation Value="0" />
											<TimeSignature>
												<TimeSignatures>
													<RemoteableTimeSignature>
														<Numerator Value="3" />
														<Denominator Value="4" />
														<Time Value="0" />
													</RemoteableTimeSignature>
												</TimeSignatures>
											</TimeSignature>
											<Legato Value="false" />
											<Disabled Value="false" />
											<Notes>
												<KeyTracks>
													<KeyTrack>
														<Notes>
															<MidiNoteEvent Time="0" Duration="1" Velocity="100" OffVelocity="64" IsEnabled="true" />
														</Notes>
														<MidiKey Value="39" />
													</KeyTrack>
													<KeyTrack>
														<Notes>
															<MidiNoteEvent Time="0" Duration="1" Velocity="100" OffVelocity="64" IsEnabled="true" />
															<MidiNoteEvent Time="1.5" Duration="1.5" Velocity="64.5" OffVelocity="64" IsEnabled="true" />
														</Notes>
														<MidiKey Value="36" />
													</KeyTrack>
												</KeyTracks>
											</Notes>
										</MidiClip>
									</Value>
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
						</ClipSlotList>
						<MonitoringEnum Value="1" />
						<ClipTimeable>
							<ArrangerAutomation>
								<Events>
									<MidiClip Time="0">
										<CurrentStart Value="0" />
										<CurrentEnd Value="16" />
										<Loop>
											<LoopStart Value="0" />
											<LoopEnd Value="4" />
											<StartRelative Value="0" />
											<LoopOn Value="true" />
											<OutMarker Value="4" />
											<HiddenLoopStart Value="0" />
											<HiddenLoopEnd Value="4" />
										</Loop>
										<Name Value="Beat" />
										<Annotation Value="" />
										<ColorIndex Value="14" />
										<LaunchMode Value="0" />
										<LaunchQuantisation Value="0" />
										<TimeSignature>
											<TimeSignatures>
												<RemoteableTimeSignature>
													<Numerator Value="4" />
													<Denominator Value="4" />
													<Time Value="0" />
												</RemoteableTimeSignature>
											</TimeSignatures>
										</TimeSignature>
										<Legato Value="false" />
										<Disabled Value="false" />
										<Notes>
											<KeyTracks>
												<KeyTrack>
													<Notes>
														<MidiNoteEvent Time="1" Duration="0.25" Velocity="96" OffVelocity="64" IsEnabled="true" />
														<MidiNoteEvent Time="3" Duration="0.25" Velocity="80" OffVelocity="40" IsEnabled="false" />
													</Notes>
													<MidiKey Value="38" />
												</KeyTrack>
												<KeyTrack>
													<Notes>
														<MidiNoteEvent Time="0" Duration="0.25" Velocity="127" OffVelocity="64" IsEnabled="true" />
														<MidiNoteEvent Time="2" Duration="0.25" Velocity="120" OffVelocity="64" IsEnabled="true" />
													</Notes>
													<MidiKey Value="36" />
												</KeyTrack>
											</KeyTracks>
										</Notes>
									</MidiClip>
									<MidiClip Time="16">
										<CurrentStart Value="16" />
										<CurrentEnd Value="32" />
										<Loop>
											<LoopStart Value="0" />
											<LoopEnd Value="4" />
											<StartRelative Value="2" />
											<LoopOn Value="true" />
											<OutMarker Value="4" />
											<HiddenLoopStart Value="0" />
											<HiddenLoopEnd Value="4" />
										</Loop>
										<Name Value="Beat" />
										<Annotation Value="" />
										<ColorIndex Value="14" />
										<LaunchMode Value="0" />
										<LaunchQuantisation Value="0" />
										<TimeSignature>
											<TimeSignatures>
												<RemoteableTimeSignature>
													<Numerator Value="4" />
													<Denominator Value="4" />
													<Time Value="0" />
												</RemoteableTimeSignature>
											</TimeSignatures>
										</TimeSignature>
										<Legato Value="false" />
										<Disabled Value="true" />
										<Notes>
											<KeyTracks>
												<KeyTrack>
													<Notes>
														<MidiNoteEvent Time="1" Duration="0.25" Velocity="96" OffVelocity="64" IsEnabled="true" />
														<MidiNoteEvent Time="3" Duration="0.25" Velocity="80" OffVelocity="40" IsEnabled="false" />
													</Notes>
													<MidiKey Value="38" />
												</KeyTrack>
												<KeyTrack>
													<Notes>
														<MidiNoteEvent Time="0" Duration="0.25" Velocity="127" OffVelocity="64" IsEnabled="true" />
														<MidiNoteEvent Time="2" Duration="0.25" Velocity="120" OffVelocity="64" IsEnabled="true" />
													</Notes>
													<MidiKey Value="36" />
												</KeyTrack>
											</KeyTracks>
										</Notes>
									</MidiClip>
								</Events>
							</ArrangerAutomation>
						</ClipTimeable>
						<Recorder>
							<IsArmed Value="false" />
						</Recorder>
					</MainSequencer>
					<DeviceChain>
						<Devices>
							<DrumGroupDevice Id="4">
								<On>
									<ArrangerAutomation>
										<Events>
											<BoolEvent Time="-63072000" Value="true" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="true" />
									<AutomationTarget Id="101">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<MidiCCOnOffThresholds>
										<Min Value="64" />
										<Max Value="127" />
									</MidiCCOnOffThresholds>
								</On>
								<UserName Value="Kit" />
								<Branches>
									<DrumBranch Id="0">
										<Name>
											<EffectiveName Value="Kick" />
											<UserName Value="" />
										</Name>
										<IsSoloed Value="false" />
										<DeviceChain>
											<MidiToAudioDeviceChain>
												<Devices>
													<OriginalSimpler Id="1">
														<On>
															<ArrangerAutomation>
																<Events>
																	<BoolEvent Time="-63072000" Value="true" />
																</Events>
															</ArrangerAutomation>
															<Manual Value="true" />
															<AutomationTarget Id="102">
																<LockEnvelope Value="0" />
															</AutomationTarget>
															<MidiCCOnOffThresholds>
																<Min Value="64" />
																<Max Value="127" />
															</MidiCCOnOffThresholds>
														</On>
														<UserName Value="" />
														<Player>
															<SampleParts>
																<MultiSamplePart>
																	<SampleRef>
																		<FileRef>
																			<HasRelativePath Value="true" />
																			<RelativePathType Value="3" />
																			<RelativePath>
																				<RelativePathElement Dir="Samples" />
																				<RelativePathElement Dir="Imported" />
																			</RelativePath>
																			<Name Value="kick.wav" />
																			<SearchHint>
																				<PathHint>
																					<RelativePathElement Dir="Users" />
																					<RelativePathElement Dir="someone" />
																					<RelativePathElement Dir="Song Project" />
																					<RelativePathElement Dir="Samples" />
																					<RelativePathElement Dir="Imported" />
																				</PathHint>
																				<FileSize Value="3442" />
																				<Crc Value="777" />
																				<MaxCrcSize Value="16384" />
																			</SearchHint>
																		</FileRef>
																		<LastModDate Value="1700000000" />
																		<DefaultDuration Value="96000" />
																		<DefaultSampleRate Value="48000" />
																	</SampleRef>
																</MultiSamplePart>
															</SampleParts>
														</Player>
														<Filter>
															<Freq>
																<ArrangerAutomation>
																	<Events>
																		<FloatEvent Time="-63072000" Value="0.5" />
																	</Events>
																</ArrangerAutomation>
																<Manual Value="0.5" />
																<MidiControllerRange>
																	<Min Value="0" />
																	<Max Value="1" />
																</MidiControllerRange>
																<AutomationTarget Id="103">
																	<LockEnvelope Value="0" />
																</AutomationTarget>
																<ModulationTarget Id="5103">
																	<LockEnvelope Value="0" />
																</ModulationTarget>
															</Freq>
															<Type>
																<ArrangerAutomation>
																	<Events>
																		<EnumEvent Time="-63072000" Value="2" />
																	</Events>
																</ArrangerAutomation>
																<Manual Value="2" />
																<AutomationTarget Id="104">
																	<LockEnvelope Value="0" />
																</AutomationTarget>
															</Type>
														</Filter>
													</OriginalSimpler>
												</Devices>
											</MidiToAudioDeviceChain>
										</DeviceChain>
										<BranchInfo>
											<ReceivingNote Value="92" />
											<SendingNote Value="60" />
											<ChokeGroup Value="0" />
										</BranchInfo>
										<MixerDevice>
											<On>
												<ArrangerAutomation>
													<Events>
														<BoolEvent Time="-63072000" Value="true" />
													</Events>
												</ArrangerAutomation>
												<Manual Value="true" />
												<AutomationTarget Id="105">
													<LockEnvelope Value="0" />
												</AutomationTarget>
												<MidiCCOnOffThresholds>
													<Min Value="64" />
													<Max Value="127" />
												</MidiCCOnOffThresholds>
											</On>
											<Speaker>
												<ArrangerAutomation>
													<Events>
														<BoolEvent Time="-63072000" Value="true" />
													</Events>
												</ArrangerAutomation>
												<Manual Value="true" />
												<AutomationTarget Id="106">
													<LockEnvelope Value="0" />
												</AutomationTarget>
												<MidiCCOnOffThresholds>
													<Min Value="64" />
													<Max Value="127" />
												</MidiCCOnOffThresholds>
											</Speaker>
											<Volume>
												<ArrangerAutomation>
													<Events>
														<FloatEvent Time="-63072000" Value="0.8" />
													</Events>
												</ArrangerAutomation>
												<Manual Value="0.8" />
												<MidiControllerRange>
													<Min Value="0" />
													<Max Value="2" />
												</MidiControllerRange>
												<AutomationTarget Id="107">
													<LockEnvelope Value="0" />
												</AutomationTarget>
												<ModulationTarget Id="5107">
													<LockEnvelope Value="0" />
												</ModulationTarget>
											</Volume>
											<Panorama>
												<ArrangerAutomation>
													<Events>
														<FloatEvent Time="-63072000" Value="0" />
													</Events>
												</ArrangerAutomation>
												<Manual Value="0" />
												<MidiControllerRange>
													<Min Value="-1" />
													<Max Value="1" />
												</MidiControllerRange>
												<AutomationTarget Id="108">
													<LockEnvelope Value="0" />
												</AutomationTarget>
												<ModulationTarget Id="5108">
													<LockEnvelope Value="0" />
												</ModulationTarget>
											</Panorama>
										</MixerDevice>
									</DrumBranch>
								</Branches>
								<MacroControls.0>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="64" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="64" />
									<MidiControllerRange>
										<Min Value="0" />
										<Max Value="127" />
									</MidiControllerRange>
									<AutomationTarget Id="109">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5109">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</MacroControls.0>
							</DrumGroupDevice>
						</Devices>
					</DeviceChain>
				</DeviceChain>
			</MidiTrack>
			<AudioTrack Id="12">
				<LomId Value="0" />
				<Name>
					<EffectiveName Value="Vox" />
					<UserName Value="Vox" />
					<Annotation Value="" />
				</Name>
				<ColorIndex Value="287" />
				<TrackGroupId Value="-1" />
				<Freeze Value="false" />
				<DeviceChain>
					<AudioOutputRouting>
						<Target Value="AudioOut/Master" />
					</AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0">
								<Send>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="1" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="1" />
									<MidiControllerRange>
										<Min Value="0.0003162277571" />
										<Max Value="1" />
									</MidiControllerRange>
									<AutomationTarget Id="119">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5119">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</Send>
								<Active Value="true" />
							</TrackSendHolder>
						</Sends>
						<Speaker>
							<ArrangerAutomation>
								<Events>
									<BoolEvent Time="-63072000" Value="true" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="true" />
							<AutomationTarget Id="120">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<MidiCCOnOffThresholds>
								<Min Value="64" />
								<Max Value="127" />
							</MidiCCOnOffThresholds>
						</Speaker>
						<SoloSink Value="false" />
						<Pan>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="-0.25" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="-0.25" />
							<MidiControllerRange>
								<Min Value="-1" />
								<Max Value="1" />
							</MidiControllerRange>
							<AutomationTarget Id="121">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5121">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Pan>
						<Volume>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="1" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="1" />
							<MidiControllerRange>
								<Min Value="0.0003162277571" />
								<Max Value="1.99526238" />
							</MidiControllerRange>
							<AutomationTarget Id="122">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5122">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Volume>
					</Mixer>
					<MainSequencer>
						<ClipSlotList>
							<ClipSlot Id="0">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="1">
								<LomId Value="0" />
								<ClipSlot>
									<Value>
										<AudioClip Time="0">
											<CurrentStart Value="0" />
											<CurrentEnd Value="8" />
											<Loop>
												<LoopStart Value="0" />
												<LoopEnd Value="8" />
												<StartRelative Value="4" />
												<LoopOn Value="true" />
												<OutMarker Value="8" />
												<HiddenLoopStart Value="0" />
												<HiddenLoopEnd Value="4" />
											</Loop>
											<Name Value="Hook" />
											<Annotation Value="" />
											<ColorIndex Value="60" />
											<LaunchMode Value="0" />
											<LaunchQuantisation Value="0" />
											<TimeSignature>
												<TimeSignatures>
													<RemoteableTimeSignature>
														<Numerator Value="4" />
														<Denominator Value="4" />
														<Time Value="0" />
													</RemoteableTimeSignature>
												</TimeSignatures>
											</TimeSignature>
											<Legato Value="false" />
											<Disabled Value="false" />
											<IsWarped Value="true" />
											<WarpMarkers>
												<WarpMarker SecTime="0" BeatTime="0" />
												<WarpMarker SecTime="4" BeatTime="8" />
												<WarpMarker SecTime="4.015625" BeatTime="8.03125" />
											</WarpMarkers>
											<WarpMode Value="4" />
											<SampleRef>
												<FileRef>
													<HasRelativePath Value="true" />
													<RelativePathType Value="3" />
													<RelativePath>
														<RelativePathElement Dir="Samples" />
														<RelativePathElement Dir="Recorded" />
													</RelativePath>
													<Name Value="hook.wav" />
													<SearchHint>
														<PathHint>
															<RelativePathElement Dir="Users" />
															<RelativePathElement Dir="someone" />
															<RelativePathElement Dir="Song Project" />
															<RelativePathElement Dir="Samples" />
															<RelativePathElement Dir="Recorded" />
														</PathHint>
														<FileSize Value="1048576" />
														<Crc Value="4242" />
														<MaxCrcSize Value="16384" />
													</SearchHint>
												</FileRef>
												<LastModDate Value="1700000000" />
												<DefaultDuration Value="96000" />
												<DefaultSampleRate Value="48000" />
											</SampleRef>
											<PitchCoarse Value="-3" />
											<PitchFine Value="0" />
											<SampleVolume Value="0.7943282127" />
										</AudioClip>
									</Value>
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="2">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
						</ClipSlotList>
						<MonitoringEnum Value="2" />
						<Sample>
							<ArrangerAutomation>
								<Events>
									<AudioClip Time="4">
										<CurrentStart Value="4" />
										<CurrentEnd Value="12" />
										<Loop>
											<LoopStart Value="0.5" />
											<LoopEnd Value="4.5" />
											<StartRelative Value="0" />
											<LoopOn Value="false" />
											<OutMarker Value="9" />
											<HiddenLoopStart Value="0" />
											<HiddenLoopEnd Value="4" />
										</Loop>
										<Name Value="Verse" />
										<Annotation Value="" />
										<ColorIndex Value="60" />
										<LaunchMode Value="0" />
										<LaunchQuantisation Value="0" />
										<TimeSignature>
											<TimeSignatures>
												<RemoteableTimeSignature>
													<Numerator Value="4" />
													<Denominator Value="4" />
													<Time Value="0" />
												</RemoteableTimeSignature>
											</TimeSignatures>
										</TimeSignature>
										<Legato Value="false" />
										<Disabled Value="false" />
										<IsWarped Value="false" />
										<WarpMarkers>
											<WarpMarker SecTime="0" BeatTime="0" />
											<WarpMarker SecTime="2" BeatTime="4" />
										</WarpMarkers>
										<WarpMode Value="0" />
										<SampleRef>
											<FileRef>
												<HasRelativePath Value="true" />
												<RelativePathType Value="3" />
												<RelativePath>
													<RelativePathElement Dir="Samples" />
													<RelativePathElement Dir="Recorded" />
												</RelativePath>
												<Name Value="verse.wav" />
												<SearchHint>
													<PathHint>
														<RelativePathElement Dir="Users" />
														<RelativePathElement Dir="someone" />
														<RelativePathElement Dir="Song Project" />
														<RelativePathElement Dir="Samples" />
														<RelativePathElement Dir="Recorded" />
													</PathHint>
													<FileSize Value="1048576" />
													<Crc Value="4242" />
													<MaxCrcSize Value="16384" />
												</SearchHint>
											</FileRef>
											<LastModDate Value="1700000000" />
											<DefaultDuration Value="96000" />
											<DefaultSampleRate Value="48000" />
										</SampleRef>
										<PitchCoarse Value="0" />
										<PitchFine Value="0" />
										<SampleVolume Value="1" />
									</AudioClip>
								</Events>
							</ArrangerAutomation>
						</Sample>
						<Recorder>
							<IsArmed Value="true" />
						</Recorder>
					</MainSequencer>
					<FreezeSequencer>
						<ClipSlotList>
							<ClipSlot Id="0">
								<ClipSlot>
									<Value>
										<AudioClip Time="0">
											<CurrentStart Value="0" />
											<CurrentEnd Value="4" />
											<Loop>
												<LoopStart Value="0" />
												<LoopEnd Value="4" />
												<StartRelative Value="0" />
												<LoopOn Value="false" />
												<OutMarker Value="4" />
												<HiddenLoopStart Value="0" />
												<HiddenLoopEnd Value="4" />
											</Loop>
											<Name Value="frozen" />
											<Annotation Value="" />
											<ColorIndex Value="1" />
											<LaunchMode Value="0" />
											<LaunchQuantisation Value="0" />
											<TimeSignature>
												<TimeSignatures>
													<RemoteableTimeSignature>
														<Numerator Value="4" />
														<Denominator Value="4" />
														<Time Value="0" />
													</RemoteableTimeSignature>
												</TimeSignatures>
											</TimeSignature>
											<Legato Value="false" />
											<Disabled Value="false" />
											<IsWarped Value="false" />
											<WarpMarkers>
												<WarpMarker SecTime="0" BeatTime="0" />
												<WarpMarker SecTime="2" BeatTime="4" />
											</WarpMarkers>
											<WarpMode Value="0" />
											<SampleRef>
												<FileRef>
													<HasRelativePath Value="true" />
													<RelativePathType Value="3" />
													<RelativePath>
														<RelativePathElement Dir="Samples" />
														<RelativePathElement Dir="Processed" />
														<RelativePathElement Dir="Freeze" />
													</RelativePath>
													<Name Value="f.wav" />
													<SearchHint>
														<PathHint>
															<RelativePathElement Dir="Users" />
															<RelativePathElement Dir="someone" />
															<RelativePathElement Dir="Song Project" />
															<RelativePathElement Dir="Samples" />
															<RelativePathElement Dir="Processed" />
															<RelativePathElement Dir="Freeze" />
														</PathHint>
														<FileSize Value="1048576" />
														<Crc Value="4242" />
														<MaxCrcSize Value="16384" />
													</SearchHint>
												</FileRef>
												<LastModDate Value="1700000000" />
												<DefaultDuration Value="96000" />
												<DefaultSampleRate Value="48000" />
											</SampleRef>
											<PitchCoarse Value="0" />
											<PitchFine Value="0" />
											<SampleVolume Value="1" />
										</AudioClip>
									</Value>
								</ClipSlot>
							</ClipSlot>
						</ClipSlotList>
					</FreezeSequencer>
					<DeviceChain>
						<Devices>
							<Eq8 Id="5">
								<On>
									<ArrangerAutomation>
										<Events>
											<BoolEvent Time="-63072000" Value="true" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="true" />
									<AutomationTarget Id="110">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<MidiCCOnOffThresholds>
										<Min Value="64" />
										<Max Value="127" />
									</MidiCCOnOffThresholds>
								</On>
								<UserName Value="" />
								<Bands.0>
									<ParameterA>
										<Freq>
											<ArrangerAutomation>
												<Events>
													<FloatEvent Time="-63072000" Value="80" />
													<FloatEvent Time="8" Value="80" />
													<FloatEvent Time="16" Value="400" />
												</Events>
											</ArrangerAutomation>
											<Manual Value="80" />
											<MidiControllerRange>
												<Min Value="10" />
												<Max Value="22000" />
											</MidiControllerRange>
											<AutomationTarget Id="77">
												<LockEnvelope Value="0" />
											</AutomationTarget>
											<ModulationTarget Id="5110">
												<LockEnvelope Value="0" />
											</ModulationTarget>
										</Freq>
										<Mode>
											<ArrangerAutomation>
												<Events>
													<EnumEvent Time="-63072000" Value="1" />
												</Events>
											</ArrangerAutomation>
											<Manual Value="1" />
											<AutomationTarget Id="111">
												<LockEnvelope Value="0" />
											</AutomationTarget>
										</Mode>
									</ParameterA>
								</Bands.0>
							</Eq8>
							<PluginDevice Id="6">
								<On>
									<ArrangerAutomation>
										<Events>
											<BoolEvent Time="-63072000" Value="false" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="false" />
									<AutomationTarget Id="112">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<MidiCCOnOffThresholds>
										<Min Value="64" />
										<Max Value="127" />
									</MidiCCOnOffThresholds>
								</On>
								<UserName Value="" />
								<PluginDesc>
									<VstPluginInfo Id="0">
										<PlugName Value="Glass Verb" />
										<UniqueId Value="1234" />
										<Preset>
											<VstPreset Id="2">
												<Buffer>
													0A0B0C0D
													FFEEDDCC
												</Buffer>
											</VstPreset>
										</Preset>
									</VstPluginInfo>
								</PluginDesc>
								<ParameterList>
									<PluginFloatParameter Id="0">
										<ParameterName Value="Mix" />
										<ParameterId Value="0" />
										<ParameterValue>
											<ArrangerAutomation>
												<Events>
													<FloatEvent Time="-63072000" Value="0.25" />
												</Events>
											</ArrangerAutomation>
											<Manual Value="0.25" />
											<MidiControllerRange>
												<Min Value="0" />
												<Max Value="1" />
											</MidiControllerRange>
											<AutomationTarget Id="113">
												<LockEnvelope Value="0" />
											</AutomationTarget>
											<ModulationTarget Id="5113">
												<LockEnvelope Value="0" />
											</ModulationTarget>
										</ParameterValue>
									</PluginFloatParameter>
									<PluginFloatParameter Id="1">
										<ParameterName Value="" />
										<ParameterId Value="-1" />
										<ParameterValue>
											<ArrangerAutomation>
												<Events>
													<FloatEvent Time="-63072000" Value="0" />
												</Events>
											</ArrangerAutomation>
											<Manual Value="0" />
											<MidiControllerRange>
												<Min Value="0" />
												<Max Value="1" />
											</MidiControllerRange>
											<AutomationTarget Id="114">
												<LockEnvelope Value="0" />
											</AutomationTarget>
											<ModulationTarget Id="5114">
												<LockEnvelope Value="0" />
											</ModulationTarget>
										</ParameterValue>
									</PluginFloatParameter>
								</ParameterList>
							</PluginDevice>
						</Devices>
					</DeviceChain>
				</DeviceChain>
			</AudioTrack>
			<MidiTrack Id="13">
				<LomId Value="0" />
				<Name>
					<EffectiveName Value="3-MIDI" />
					<UserName Value="" />
					<Annotation Value="" />
				</Name>
				<ColorIndex Value="140" />
				<TrackGroupId Value="-1" />
				<Freeze Value="false" />
				<DeviceChain>
					<AudioOutputRouting>
						<Target Value="AudioOut/Master" />
					</AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0">
								<Send>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="0.0003162277571" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="0.0003162277571" />
									<MidiControllerRange>
										<Min Value="0.0003162277571" />
										<Max Value="1" />
									</MidiControllerRange>
									<AutomationTarget Id="123">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5123">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</Send>
								<Active Value="true" />
							</TrackSendHolder>
						</Sends>
						<Speaker>
							<ArrangerAutomation>
								<Events>
									<BoolEvent Time="-63072000" Value="false" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="false" />
							<AutomationTarget Id="124">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<MidiCCOnOffThresholds>
								<Min Value="64" />
								<Max Value="127" />
							</MidiCCOnOffThresholds>
						</Speaker>
						<SoloSink Value="false" />
						<Pan>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0" />
							<MidiControllerRange>
								<Min Value="-1" />
								<Max Value="1" />
							</MidiControllerRange>
							<AutomationTarget Id="125">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5125">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Pan>
						<Volume>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0.0003162277571" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0.0003162277571" />
							<MidiControllerRange>
								<Min Value="0.0003162277571" />
								<Max Value="1.99526238" />
							</MidiControllerRange>
							<AutomationTarget Id="126">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5126">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Volume>
					</Mixer>
					<MainSequencer>
						<ClipSlotList>
							<ClipSlot Id="0">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="1">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
							<ClipSlot Id="2">
								<LomId Value="0" />
								<ClipSlot>
									<Value />
								</ClipSlot>
								<HasStop Value="true" />
							</ClipSlot>
						</ClipSlotList>
						<MonitoringEnum Value="1" />
						<ClipTimeable>
							<ArrangerAutomation>
								<Events />
							</ArrangerAutomation>
						</ClipTimeable>
						<Recorder>
							<IsArmed Value="false" />
						</Recorder>
					</MainSequencer>
					<DeviceChain>
						<Devices />
					</DeviceChain>
				</DeviceChain>
			</MidiTrack>
			<ReturnTrack Id="14">
				<LomId Value="0" />
				<Name>
					<EffectiveName Value="A-Reverb" />
					<UserName Value="" />
					<Annotation Value="" />
				</Name>
				<ColorIndex Value="160" />
				<TrackGroupId Value="-1" />
				<Freeze Value="false" />
				<DeviceChain>
					<AudioOutputRouting>
						<Target Value="AudioOut/Master" />
					</AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0">
								<Send>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="0.0003162277571" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="0.0003162277571" />
									<MidiControllerRange>
										<Min Value="0.0003162277571" />
										<Max Value="1" />
									</MidiControllerRange>
									<AutomationTarget Id="131">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5131">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</Send>
								<Active Value="true" />
							</TrackSendHolder>
						</Sends>
						<Speaker>
							<ArrangerAutomation>
								<Events>
									<BoolEvent Time="-63072000" Value="true" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="true" />
							<AutomationTarget Id="132">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<MidiCCOnOffThresholds>
								<Min Value="64" />
								<Max Value="127" />
							</MidiCCOnOffThresholds>
						</Speaker>
						<SoloSink Value="false" />
						<Pan>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="0" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="0" />
							<MidiControllerRange>
								<Min Value="-1" />
								<Max Value="1" />
							</MidiControllerRange>
							<AutomationTarget Id="133">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5133">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Pan>
						<Volume>
							<ArrangerAutomation>
								<Events>
									<FloatEvent Time="-63072000" Value="1" />
								</Events>
							</ArrangerAutomation>
							<Manual Value="1" />
							<MidiControllerRange>
								<Min Value="0.0003162277571" />
								<Max Value="1.99526238" />
							</MidiControllerRange>
							<AutomationTarget Id="134">
								<LockEnvelope Value="0" />
							</AutomationTarget>
							<ModulationTarget Id="5134">
								<LockEnvelope Value="0" />
							</ModulationTarget>
						</Volume>
					</Mixer>
					<DeviceChain>
						<Devices>
							<Reverb Id="1">
								<On>
									<ArrangerAutomation>
										<Events>
											<BoolEvent Time="-63072000" Value="true" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="true" />
									<AutomationTarget Id="135">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<MidiCCOnOffThresholds>
										<Min Value="64" />
										<Max Value="127" />
									</MidiCCOnOffThresholds>
								</On>
								<UserName Value="" />
								<DecayTime>
									<ArrangerAutomation>
										<Events>
											<FloatEvent Time="-63072000" Value="1200" />
										</Events>
									</ArrangerAutomation>
									<Manual Value="1200" />
									<MidiControllerRange>
										<Min Value="200" />
										<Max Value="60000" />
									</MidiControllerRange>
									<AutomationTarget Id="136">
										<LockEnvelope Value="0" />
									</AutomationTarget>
									<ModulationTarget Id="5136">
										<LockEnvelope Value="0" />
									</ModulationTarget>
								</DecayTime>
							</Reverb>
						</Devices>
					</DeviceChain>
				</DeviceChain>
			</ReturnTrack>
		</Tracks>
		<MasterTrack>
			<LomId Value="0" />
			<Name>
				<EffectiveName Value="Master" />
				<UserName Value="" />
				<Annotation Value="" />
			</Name>
			<ColorIndex Value="142" />
			<TrackGroupId Value="-1" />
			<Freeze Value="false" />
			<DeviceChain>
				<AudioOutputRouting>
					<Target Value="AudioOut/External/S0" />
				</AudioOutputRouting>
				<Mixer>
					<Sends />
					<Speaker>
						<ArrangerAutomation>
							<Events>
								<BoolEvent Time="-63072000" Value="true" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="true" />
						<AutomationTarget Id="137">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<MidiCCOnOffThresholds>
							<Min Value="64" />
							<Max Value="127" />
						</MidiCCOnOffThresholds>
					</Speaker>
					<SoloSink Value="false" />
					<Pan>
						<ArrangerAutomation>
							<Events>
								<FloatEvent Time="-63072000" Value="0" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="0" />
						<MidiControllerRange>
							<Min Value="-1" />
							<Max Value="1" />
						</MidiControllerRange>
						<AutomationTarget Id="138">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<ModulationTarget Id="5138">
							<LockEnvelope Value="0" />
						</ModulationTarget>
					</Pan>
					<Volume>
						<ArrangerAutomation>
							<Events>
								<FloatEvent Time="-63072000" Value="1" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="1" />
						<MidiControllerRange>
							<Min Value="0.0003162277571" />
							<Max Value="1.99526238" />
						</MidiControllerRange>
						<AutomationTarget Id="139">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<ModulationTarget Id="5139">
							<LockEnvelope Value="0" />
						</ModulationTarget>
					</Volume>
					<Tempo>
						<ArrangerAutomation>
							<Events>
								<FloatEvent Time="-63072000" Value="124" />
								<FloatEvent Time="0" Value="124" />
								<FloatEvent Time="32" Value="140" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="131.5" />
						<MidiControllerRange>
							<Min Value="60" />
							<Max Value="200" />
						</MidiControllerRange>
						<AutomationTarget Id="8">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<ModulationTarget Id="5139">
							<LockEnvelope Value="0" />
						</ModulationTarget>
					</Tempo>
					<TimeSignature>
						<ArrangerAutomation>
							<Events>
								<EnumEvent Time="-63072000" Value="201" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="201" />
						<AutomationTarget Id="10">
							<LockEnvelope Value="0" />
						</AutomationTarget>
					</TimeSignature>
				</Mixer>
				<DeviceChain>
					<Devices />
				</DeviceChain>
			</DeviceChain>
		</MasterTrack>
		<PreHearTrack>
			<LomId Value="0" />
			<Name>
				<EffectiveName Value="Cue" />
				<UserName Value="" />
				<Annotation Value="" />
			</Name>
			<ColorIndex Value="140" />
			<TrackGroupId Value="-1" />
			<Freeze Value="false" />
			<DeviceChain>
				<AudioOutputRouting>
					<Target Value="AudioOut/External/S0" />
				</AudioOutputRouting>
				<Mixer>
					<Sends />
					<Speaker>
						<ArrangerAutomation>
							<Events>
								<BoolEvent Time="-63072000" Value="true" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="true" />
						<AutomationTarget Id="140">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<MidiCCOnOffThresholds>
							<Min Value="64" />
							<Max Value="127" />
						</MidiCCOnOffThresholds>
					</Speaker>
					<SoloSink Value="false" />
					<Pan>
						<ArrangerAutomation>
							<Events>
								<FloatEvent Time="-63072000" Value="0" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="0" />
						<MidiControllerRange>
							<Min Value="-1" />
							<Max Value="1" />
						</MidiControllerRange>
						<AutomationTarget Id="141">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<ModulationTarget Id="5141">
							<LockEnvelope Value="0" />
						</ModulationTarget>
					</Pan>
					<Volume>
						<ArrangerAutomation>
							<Events>
								<FloatEvent Time="-63072000" Value="1" />
							</Events>
						</ArrangerAutomation>
						<Manual Value="1" />
						<MidiControllerRange>
							<Min Value="0.0003162277571" />
							<Max Value="1.99526238" />
						</MidiControllerRange>
						<AutomationTarget Id="142">
							<LockEnvelope Value="0" />
						</AutomationTarget>
						<ModulationTarget Id="5142">
							<LockEnvelope Value="0" />
						</ModulationTarget>
					</Volume>
				</Mixer>
				<DeviceChain>
					<Devices />
				</DeviceChain>
			</DeviceChain>
		</PreHearTrack>
		<SendsPre>
			<SendPreBool Id="0" Value="false" />
		</SendsPre>
		<SceneNames>
			<Scene Value="Intro">
				<ColorIndex Value="19" />
			</Scene>
			<Scene Value="Drop 128 bpm">
				<ColorIndex Value="14" />
			</Scene>
			<Scene Value="Waltz 3/4">
				<ColorIndex Value="-1" />
			</Scene>
		</SceneNames>
		<Transport>
			<LoopOn Value="true" />
			<LoopStart Value="8" />
			<LoopLength Value="16" />
			<CurrentTime Value="31.5" />
		</Transport>
		<GlobalQuantisation Value="4" />
		<Grid>
			<FixedNumerator Value="1" />
			<FixedDenominator Value="8" />
			<Ntoles Value="3" />
			<SnapToGrid Value="true" />
			<Fixed Value="true" />
		</Grid>
		<ScaleInformation>
			<RootNote Value="9" />
			<Name Value="Minor" />
		</ScaleInformation>
		<Locators>
			<Locators>
				<Locator>
					<Time Value="32" />
					<Name Value="Drop" />
					<Annotation Value="" />
					<IsSongStart Value="false" />
				</Locator>
				<Locator>
					<Time Value="0" />
					<Name Value="Intro" />
					<Annotation Value="" />
					<IsSongStart Value="false" />
				</Locator>
			</Locators>
		</Locators>
		<GroovePool>
			<Grooves>
				<Groove Id="0">
					<Clip>
						<Value>
							<MidiClip Time="0">
								<CurrentStart Value="0" />
								<CurrentEnd Value="4" />
								<Loop>
									<LoopStart Value="0" />
									<LoopEnd Value="4" />
									<StartRelative Value="0" />
									<LoopOn Value="true" />
									<OutMarker Value="4" />
									<HiddenLoopStart Value="0" />
									<HiddenLoopEnd Value="4" />
								</Loop>
								<Name Value="Swing" />
								<Annotation Value="" />
								<ColorIndex Value="0" />
								<LaunchMode Value="0" />
								<LaunchQuantisation Value="0" />
								<TimeSignature>
									<TimeSignatures>
										<RemoteableTimeSignature>
											<Numerator Value="4" />
											<Denominator Value="4" />
											<Time Value="0" />
										</RemoteableTimeSignature>
									</TimeSignatures>
								</TimeSignature>
								<Legato Value="false" />
								<Disabled Value="false" />
								<Notes>
									<KeyTracks>
										<KeyTrack>
											<Notes>
												<MidiNoteEvent Time="0" Duration="1" Velocity="100" OffVelocity="64" IsEnabled="true" />
											</Notes>
											<MidiKey Value="60" />
										</KeyTrack>
									</KeyTracks>
								</Notes>
							</MidiClip>
						</Value>
					</Clip>
				</Groove>
			</Grooves>
		</GroovePool>
		<Annotation Value="" />
	</LiveSet>
</Ableton>
